"""An archive on an OpenSearch cluster: the same questions, asked of many machines."""
