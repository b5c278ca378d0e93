"""A stand-in for a model provider: the OpenAI wire format over real HTTP, in a process of its own.

It answers from the prompt that it was sent, with a simple reader of its own, and never imports the
program that it stands in front of. Faults with names make its answers and its connections go wrong.
"""
