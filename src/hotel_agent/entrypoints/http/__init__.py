"""The doors to the web: webhooks, the web chat and its page, health, metrics, and what is written about them."""
