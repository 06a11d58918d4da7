"""What is said: the command, the conversation, the channels."""
