"""An archive on an OpenSearch cluster: what is written to it and how it is spoken to."""
