namespace Webhost.Local.Cloudflare.Scripts;

/// <summary>How a module of a script is loaded.</summary>
internal enum ModuleKind
{
    EsModule,
    CommonJs,
    Text,
    Data,
    Wasm,
    Json,
}
