"""One module or package per channel; nothing else knows a wire format."""
