"""Advice of a language model, over one of two wire formats: OpenAI's chat completions and Anthropic's messages."""
