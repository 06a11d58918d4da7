"""What is read: files → text → structure → passages and facts → the library."""
