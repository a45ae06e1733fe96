using System.Globalization;
using System.Text;

namespace Webhost.Providers.Cloudflare.Building;

/// <summary>The Worker's main module: it ties the customer's module to the shim.</summary>
internal static class EntryModule
{
    /// <summary>Its file name.</summary>
    public const string FileName = "index.js";

    /// <param name="exportsClasses">Whether the customer's own Durable Object classes must be reachable.</param>
    public static byte[] Create(bool exportsClasses)
    {
        var text = new StringBuilder()
            // The shim first: it takes the platform's own bindings out of reach before customers' top-level code runs.
            .Append("import { createHandler, WebhostSession as Session, bindAgent } from \"./shim.js\";\n")
            .Append($"import \"./{SourceLines.FileName}\";\n")
            .Append("import * as agent from \"./agent.js\";\n")
            .Append("bindAgent(agent);\n");
        if (exportsClasses)
        {
            text.Append("export * from \"./agent.js\";\n");
        }

        text.Append("export class WebhostSession extends Session {}\n")
            .Append("export default createHandler(agent);\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>
    /// The main module with stand-ins for classes that an earlier deployment exported and this one does not: their objects keep their data, and Cloudflare
    /// refuses a script that drops a class in use.
    /// </summary>
    public static byte[] WithStandIns(ReadOnlySpan<byte> module, IEnumerable<string> classes)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(module)).Append("import { DurableObject as WebhostStandIn } from \"cloudflare:workers\";\n");
        foreach (var (index, name) in classes.Index())
        {
            // By a name of its own: the class's may be one that the module uses itself.
            text.Append(CultureInfo.InvariantCulture, $"class WebhostStandIn{index} extends WebhostStandIn {{ fetch() {{ return new Response(\"This class is not part of the active deployment.\", {{ status: 410 }}); }} alarm() {{}} }}\n")
                .Append(CultureInfo.InvariantCulture, $"export {{ WebhostStandIn{index} as {name} }};\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
