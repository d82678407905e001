"""The channels: each carries messages of one platform and knows nothing else of the service."""
