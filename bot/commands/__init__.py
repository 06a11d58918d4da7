"""One module a group of commands; each has an `app`, and is imported only when its command is named."""
