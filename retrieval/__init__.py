"""What is known: words, the library, its indexes, search and answers."""
