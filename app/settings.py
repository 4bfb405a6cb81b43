"""Every setting of DONA, read once from `DONA_*` variables and `.env`, never changed after."""

from pathlib import Path

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

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
        "",
        description="A model that judges what the checker's rules let pass: a trained adapter's "
        "folder or a Hugging Face NLI cross-encoder; empty: rules alone.",
    )


class GeneratorSettings(BaseModel):
    base_url: str = Field("", description="An OpenAI-compatible chat endpoint; empty: composer.")
    model: str = Field("", description="Model name at that endpoint.")
    api_key: SecretStr = Field(SecretStr(""), description="Key of the chat endpoint.")
    timeout_s: float = Field(30.0, gt=0, description="Longest wait for the endpoint, in seconds.")
    max_tokens: int = Field(400, ge=16, description="Longest draft, in tokens.")
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature of drafts.")


class CatalogSettings(BaseModel):
    token: SecretStr = Field(
        SecretStr(""), description="Bearer token of `POST /catalog/products`; empty: refused."
    )


class ServerSettings(BaseModel):
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(2024, ge=1, le=65535, description="Port to listen on.")


class TracesSettings(BaseModel):
    endpoint: str = Field(
        "", description="Phoenix or another OTLP/HTTP collector, for one trace a turn; empty: none."
    )
    api_key: SecretStr = Field(SecretStr(""), description="Key of that Phoenix or collector.")
    project: str = Field("dona", description="Project that the traces are filed under.")
    content: bool = Field(
        True, description="Whether text leaves, without personal data; false: numbers and ids only."
    )


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
    )

    cache: Path = Field(
        default=Path(".dona/cache"), description="Folder of the ONNX models built here."
    )
    index: IndexSettings = IndexSettings()
    qdrant: QdrantSettings = QdrantSettings()
    encoder: EncoderSettings = EncoderSettings()
    router: RouterSettings = RouterSettings()
    verifier: VerifierSettings = VerifierSettings()
    generator: GeneratorSettings = GeneratorSettings()
    server: ServerSettings = ServerSettings()
    catalog: CatalogSettings = CatalogSettings()
    traces: TracesSettings = TracesSettings()
    store: StoreSettings = StoreSettings()
