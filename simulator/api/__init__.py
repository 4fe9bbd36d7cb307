"""This is the Messaging API over HTTP, as a bot sees it."""
