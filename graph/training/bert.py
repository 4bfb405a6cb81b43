"""The bundled encoder as a Hugging Face model, for training and for proving the ONNX graph."""

import numpy as np
import torch
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from ingest.encoder.adapter import MODULES
from ingest.encoder.tokenizer import BOS, EOS, PAD, UNK, build_tokenizer, latin_piece_ids
from ingest.encoder.weights import EncoderWeights, dequantise_q4


def load_bert(weights: EncoderWeights, *, attention: str = "sdpa") -> BertModel:
    """Return the encoder in float32, its vocabulary cut as in serving, without a pooler.

    Its inner dropout is off: on a CPU the random numbers take as long as the layers themselves.
    """
    words = dequantise_q4(weights.word_blocks[latin_piece_ids(weights)])
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=weights.hidden,
        num_hidden_layers=weights.layers,
        num_attention_heads=weights.heads,
        intermediate_size=weights.ffn,
        max_position_embeddings=weights.max_positions,
        layer_norm_eps=weights.layer_norm_eps,
        pad_token_id=PAD,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        attn_implementation=attention,
    )
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(
        {name: torch.from_numpy(value.copy()) for name, value in _named(weights, words).items()}
    )
    return model.eval()


def load_tokenizer(weights: EncoderWeights) -> PreTrainedTokenizerFast:
    """Return the serving tokenizer in the wrapper that the Trainer's collators expect."""
    tokenizer = build_tokenizer(weights, latin_piece_ids(weights))
    names = {"bos_token": BOS, "eos_token": EOS, "pad_token": PAD, "unk_token": UNK}
    special = {name: tokenizer.id_to_token(index) for name, index in names.items()}
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, **special)


def text_mask(input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Keep the tokens of the text, not those of its pair: both and the result [batch, seq]."""
    ends = (input_ids == EOS).long()
    return attention_mask * (ends.cumsum(dim=1) - ends == 0)


def mean_pool(hidden: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
    """Average the unmasked tokens: [batch, seq, hidden], [batch, seq] → [batch, hidden]."""
    mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * mask).sum(dim=1) / mask.sum(dim=1)


def _named(weights: EncoderWeights, words: np.ndarray) -> dict[str, np.ndarray]:
    """Rename the tensors to Hugging Face's BertModel."""
    tensors = weights.tensors
    named = {
        "embeddings.word_embeddings.weight": words,
        "embeddings.position_embeddings.weight": tensors["emb.pos"],
        "embeddings.token_type_embeddings.weight": tensors["emb.type"],
    }
    norms = {"embeddings.LayerNorm": "emb.ln"}
    for layer in range(weights.layers):
        prefix = f"encoder.layer.{layer}"
        norms[f"{prefix}.attention.output.LayerNorm"] = f"l{layer}.aln"
        norms[f"{prefix}.output.LayerNorm"] = f"l{layer}.oln"
        for short, module in MODULES.items():
            named[f"{prefix}.{module}.weight"] = tensors[f"l{layer}.{short}.w"]
            named[f"{prefix}.{module}.bias"] = tensors[f"l{layer}.{short}.b"]
    for name, short in norms.items():
        named[f"{name}.weight"] = tensors[f"{short}.w"]
        named[f"{name}.bias"] = tensors[f"{short}.b"]
    return named
