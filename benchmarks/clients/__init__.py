"""Whether other programs read a lake right: every row of every table and view, client by client (`make clients`)."""
