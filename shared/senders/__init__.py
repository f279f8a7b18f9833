"""What each sender puts on the wire, and how to check that it was them."""
