"""How the shipped embedding model is made; imports retrieval only."""
