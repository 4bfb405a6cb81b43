"""Every setting of DONA, read once from `DONA_*` variables and `.env`, never changed after."""

from pathlib import Path
from typing import Annotated, Literal, Self

from limits import parse
from pydantic import (
    AfterValidator,
    BaseModel,
    Field,
    HttpUrl,
    SecretStr,
    field_validator,
    model_validator,
)  # fmt: skip
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.inbox.signing import key_of

ROOT = Path(__file__).resolve().parent.parent


class IndexSettings(BaseModel):
    path: Path = Field(Path(".dona/index"), description="Folder of the embedded Qdrant Edge index.")


class QdrantSettings(BaseModel):
    url: str = Field("", description="A Qdrant server; when set, it is used instead of the folder.")
    api_key: SecretStr = Field(SecretStr(""), description="Key of the Qdrant server.")
    collection: str = Field("dona", description="Alias of the collection on the Qdrant server.")


class EncoderSettings(BaseModel):
    model: str = Field(
        "bundled",
        description="`bundled`, the folder of a Hugging Face sentence encoder, or the name of a "
        "model at `base_url`.",
    )
    adapter: str = Field(
        "auto",
        description="LoRA adapter for the bundled encoder: a folder, `none`, or `auto` "
        "(`models/encoder` when it exists).",
    )
    query_prefix: str = Field("", description="Put before a query, for models other than bundled.")
    passage_prefix: str = Field(
        "", description="Put before a passage, for models other than bundled."
    )
    base_url: str = Field("", description="An OpenAI-compatible `/v1` that serves embeddings.")
    api_key: SecretStr = Field(SecretStr(""), description="Key of the embeddings endpoint.")


class RouterSettings(BaseModel):
    model: str = Field(
        "models/router",
        description="A trained adapter's folder, a Hugging Face sequence-classification "
        "checkpoint, or `prototype`.",
    )


class VerifierSettings(BaseModel):
    model: str = Field(
        "auto",
        description="Second opinion on what the checker's rules guess: a trained adapter's folder, "
        "a Hugging Face NLI cross-encoder, `none`, or `auto` (`models/verifier` when it exists).",
    )

    @property
    def chosen(self) -> str:
        """The model that `auto` means; empty for rules alone."""
        return _chosen(self.model, "models/verifier")


class SelectorSettings(BaseModel):
    model: str = Field(
        "auto",
        description="What tells which sentence of the terms answers, if any: a trained adapter's "
        "folder, `none`, or `auto` (`models/selector` when it exists).",
    )

    @property
    def chosen(self) -> str:
        """The model that `auto` means; empty for the ranking alone."""
        return _chosen(self.model, "models/selector")


def _chosen(model: str, shipped: str) -> str:
    if model == "auto":
        return shipped if (ROOT / shipped).is_dir() else ""
    return "" if model == "none" else model


class GeneratorSettings(BaseModel):
    base_url: str = Field(
        "",
        description="An OpenAI-compatible chat endpoint; `local`: a model served in this process; "
        "empty: composer.",
    )
    model: str = Field(
        "",
        description="Model name at that endpoint; with `local`, the path of a GGUF file (empty: "
        "the bundled Gemma 3 270M).",
    )
    adapter: str = Field(
        "auto",
        description="With `local`, LoRA weights in GGUF: a path, `none`, or `auto` "
        "(`models/generator` over the bundled model).",
    )
    threads: int = Field(2, ge=1, description="With `local`, processor threads of the model.")
    api_key: SecretStr = Field(SecretStr(""), description="Key of the chat endpoint.")
    timeout_s: float = Field(30.0, gt=0, description="Longest wait for the endpoint, in seconds.")
    max_tokens: int = Field(400, ge=16, description="Longest draft, in tokens.")
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature of drafts.")
    prompt_price: float = Field(
        0.0, ge=0, description="Price of a million prompt tokens, for the cost of each turn."
    )
    completion_price: float = Field(
        0.0, ge=0, description="Price of a million tokens of drafts, for the cost of each turn."
    )


class TrainingSettings(BaseModel):
    base_url: str = Field(
        "", description="An OpenAI-compatible fine-tuning API; empty: OpenAI's own."
    )
    api_key: SecretStr = Field(SecretStr(""), description="Key of the fine-tuning API.")
    model: str = Field("gpt-4.1-nano-2025-04-14", description="Model that the service starts from.")


class CatalogSettings(BaseModel):
    token: SecretStr = Field(
        SecretStr(""), description="A key with the scope `catalog:write`, given by the environment."
    )


class ServerSettings(BaseModel):
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(2024, ge=1, le=65535, description="Port to listen on.")
    log: Literal["quiet", "json"] = Field(
        "quiet", description="`json`: a line a turn on stderr, with its `trace_id`."
    )
    trusted_proxies: str = Field(
        "",
        description="Reverse proxies whose `X-Forwarded-For` is believed: addresses, with commas.",
    )
    forget_after_days: float = Field(
        7, gt=0, description="Days without a message after which the in-memory server forgets a "
        "thread.",
    )  # fmt: skip


class AccessSettings(BaseModel):
    anonymous: Literal["loopback", "everyone", "nobody"] = Field(
        "loopback", description="Who may chat without a key or a token."
    )
    keys: Path | None = Field(
        None, description="File of the hashed API keys; empty: beside the index."
    )
    issuer: str = Field("", description="OIDC issuer whose tokens are accepted.")
    audience: str = Field("", description="What `aud` of those tokens must name.")
    jwks_url: str = Field("", description="The issuer's keys; empty: found by OIDC discovery.")
    origins: str = Field(
        "", description="Web origins that may call the API and frame the page, with commas."
    )

    @model_validator(mode="after")
    def _tokens_are_for_us(self) -> Self:
        if self.issuer and not self.audience:
            raise ValueError("an issuer's tokens for other services are not for this one: set "
                             "DONA_ACCESS__AUDIENCE")  # fmt: skip
        return self


def _rate(text: str) -> str:
    """Refuse what the `limits` library cannot read."""
    parse(text)
    return text


Rate = Annotated[str, AfterValidator(_rate)]


class LimitSettings(BaseModel):
    shopper: Rate = Field("20/minute", description="Turns of one shopper.")
    address: Rate = Field(
        "120/minute", description="Turns of all anonymous shoppers of a network address."
    )
    loopback: Rate = Field("6000/minute", description="Turns from this machine without a key.")
    key: Rate = Field("600/minute", description="Turns of one API key.")
    catalog: Rate = Field("120/minute", description="Catalog writes of one API key.")
    refused: Rate = Field("60/minute", description="Wrong keys and tokens from a network address.")
    storage: str = Field(
        "memory://",
        description="Where they are counted; several servers share a `redis://` (needs `redis`).",
    )


class TracesSettings(BaseModel):
    endpoint: str = Field(
        "", description="Phoenix or another OTLP/HTTP collector, for one trace a turn; empty: none."
    )
    api_key: SecretStr = Field(SecretStr(""), description="Key of that Phoenix or collector.")
    project: str = Field("dona", description="Project that the traces are filed under.")
    content: bool = Field(
        True, description="Whether text leaves, without personal data; false: numbers and ids only."
    )


class HandoffSettings(BaseModel):
    database: str = Field(
        "",
        description="SQLAlchemy URL of the inbox; empty: an SQLite file beside the index.",
    )
    webhook: str = Field("", description="URL that is told of each handoff; empty: none.")
    secret: SecretStr = Field(
        SecretStr(""), description="Signs what the webhook is told (Standard Webhooks)."
    )

    @model_validator(mode="after")
    def _signed(self) -> Self:
        if self.webhook and not self.secret.get_secret_value():
            raise ValueError("what a webhook is told is signed: set DONA_HANDOFF__SECRET")
        try:
            key_of(self.secret.get_secret_value())
        except ValueError as error:
            raise ValueError(f"DONA_HANDOFF__SECRET is not base64 after whsec_: {error}") from error
        return self

    @field_validator("webhook")
    @classmethod
    def _reachable(cls, url: str) -> str:
        if url:
            HttpUrl(url)
        return url


class StoreSettings(BaseModel):
    name: str = Field("Tienda Ñandú", description="How the assistant calls the store.")
    source: Path = Field(ROOT / "data" / "store", description="Catalog that `make run` loads.")


class Settings(BaseSettings):
    """Nested groups: `DONA_GENERATOR__BASE_URL` sets `generator.base_url`."""

    model_config = SettingsConfigDict(
        env_prefix="DONA_",
        env_nested_delimiter="__",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # it may be a secret
    )

    cache: Path = Field(
        default=Path(".dona/cache"), description="Folder of the ONNX models built here."
    )
    index: IndexSettings = IndexSettings()
    qdrant: QdrantSettings = QdrantSettings()
    encoder: EncoderSettings = EncoderSettings()
    router: RouterSettings = RouterSettings()
    selector: SelectorSettings = SelectorSettings()
    verifier: VerifierSettings = VerifierSettings()
    generator: GeneratorSettings = GeneratorSettings()
    training: TrainingSettings = TrainingSettings()
    server: ServerSettings = ServerSettings()
    access: AccessSettings = AccessSettings()
    limits: LimitSettings = LimitSettings()
    catalog: CatalogSettings = CatalogSettings()
    traces: TracesSettings = TracesSettings()
    handoff: HandoffSettings = HandoffSettings()
    store: StoreSettings = StoreSettings()
