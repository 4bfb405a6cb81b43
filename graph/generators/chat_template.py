"""How a conversation is laid out as text for the bundled Gemma, in training and in serving.

The base model knows no chat format, so this one is ours, in Gemma's own turn tokens. It is written
as a Jinja template because llama.cpp takes one: training renders the very same string. The
tokenizer puts `<bos>` in front; the template must not.
"""

TURN_END = "<end_of_turn>"
"""The token that ends an answer; llama.cpp stops at it by itself."""

# What a shopper writes must not pose as a turn: its tokens are broken up.
CHAT_TEMPLATE = (
    "{% for m in messages %}"
    "{{ '<start_of_turn>' + ('model' if m['role'] == 'assistant' else m['role']) + '\\n'"
    " + (m['content'] | trim | replace('_of_turn>', '_turn>'))"
    " + '<end_of_turn>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}"
)
