"""The local network: the hub's own certificate authority, https beside plain loopback, a page that helps phones."""
