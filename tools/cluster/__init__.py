"""OpenSearch nodes on loopback, each a process of its own: for trying out and for tests."""
