"""The bundled encoder with a LoRA adapter, trained to bring a query near its product."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import nn
from torch.nn.functional import cross_entropy, normalize

from graph.training.bert import mean_pool
from graph.training.encoder_data import Pair
from graph.training.lora import lora_encoder

QUERY_TOKENS, PASSAGE_TOKENS = 24, 40
"""Of 256 in serving: what is drawn is shorter, but for a few tails."""

Collate = Callable[[list[Pair]], dict[str, torch.Tensor]]


class BiEncoder(nn.Module):
    """Queries and passages through one encoder; only the LoRA matrices learn."""

    def __init__(self, *, rank: int, alpha: int, dropout: float, temperature: float) -> None:
        super().__init__()
        self.encoder = lora_encoder(rank=rank, alpha=alpha, dropout=dropout)
        self.temperature = temperature

    def embed(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return unit vectors: [batch, seq] → float32 [batch, hidden]."""
        hidden = self.encoder(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        return normalize(mean_pool(hidden, attention_mask).float(), dim=-1)

    def forward(
        self,
        query_ids: torch.Tensor,
        query_mask: torch.Tensor,
        passage_ids: torch.Tensor,
        passage_mask: torch.Tensor,
        excluded: torch.Tensor,
    ) -> dict[str, torch.Tensor]:
        """Return the loss of a batch of b queries.

        `passage_ids` is [2b, seq]: the positives, then the negatives, each beside its own query
        only. `excluded` bool [b, b] is true where another query's positive may be right too.
        """
        queries = self.embed(query_ids, query_mask)
        positives, negatives = self.embed(passage_ids, passage_mask).chunk(2)
        return {"loss": info_nce(queries, positives, negatives, excluded, self.temperature)}


def info_nce(
    queries: torch.Tensor,
    positives: torch.Tensor,
    negatives: torch.Tensor,
    excluded: torch.Tensor,
    temperature: float,
) -> torch.Tensor:
    """Return the mean cross entropy of each query's own positive, as a float32 scalar.

    Vectors are [b, hidden] of norm 1.
    Source: van den Oord et al. 2018, InfoNCE; in-batch negatives as in Karpukhin et al. 2020.
    """
    among = (queries @ positives.T).masked_fill(excluded, -1.0)  # [b, b]
    own = (queries * negatives).sum(dim=1, keepdim=True)  # [b, 1]
    scores = torch.cat([among, own], dim=1) / temperature
    return cross_entropy(scores, torch.arange(len(queries)))


def exclusions(pairs: Sequence[Pair]) -> list[list[bool]]:
    """Tell which positives say nothing to which queries: those of one idea, or of one need."""
    return [
        [
            i != j and (one.idea == other.idea or (one.is_need and one.family == other.family))
            for j, other in enumerate(pairs)
        ]
        for i, one in enumerate(pairs)
    ]


def collator(tokenizer: Any) -> Collate:
    """Return what turns pairs into a padded batch, with the prefixes that serving puts."""

    def encode(texts: list[str], max_tokens: int) -> Any:
        return tokenizer(
            texts, padding=True, truncation=True, max_length=max_tokens, return_tensors="pt"
        )

    def collate(pairs: list[Pair]) -> dict[str, torch.Tensor]:
        texts = [p.positive for p in pairs] + [p.negative for p in pairs]
        queries = encode([f"query: {p.query}" for p in pairs], QUERY_TOKENS)
        passages = encode([f"passage: {text}" for text in texts], PASSAGE_TOKENS)
        return {
            "query_ids": queries["input_ids"],
            "query_mask": queries["attention_mask"],
            "passage_ids": passages["input_ids"],
            "passage_mask": passages["attention_mask"],
            "excluded": torch.tensor(exclusions(pairs)),
        }

    return collate
