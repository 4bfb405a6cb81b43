"""How a conversation is laid out as text for the bundled Gemma, in training and in serving.

It is plain text that ends with `<eos>`. Gemma's turn tokens mean nothing to the base model:
`<end_of_turn>` has the embedding of many unused tokens (cosine 0.995), so an adapter cannot learn
to write it and not them. `<eos>` stands apart (its nearest is a blank line, at 0.61).

A Jinja template because llama.cpp takes one: training renders the very same string. The tokenizer
puts `<bos>` in front; the template must not.
"""

ANSWER_END = "<eos>"
"""The token that ends an answer; llama.cpp stops at it by itself."""

# The last message labels the shopper's words itself, after its sources. What a shopper writes must
# not end the text.
CHAT_TEMPLATE = (
    "{% for m in messages %}"
    "{% if m['role'] == 'assistant' %}{{ 'DONA:\\n' }}"
    "{% elif m['role'] == 'user' and not loop.last %}{{ 'Cliente: ' }}{% endif %}"
    "{{ (m['content'] | trim | replace('<eos>', '')) + '\\n\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ 'DONA:\\n' }}{% endif %}"
)
