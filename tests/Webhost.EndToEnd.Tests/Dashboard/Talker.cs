using Webhost.EndToEnd.Tests.Stack;

namespace Webhost.EndToEnd.Tests.Dashboard;

/// <summary>An agent that does what it is told, for pages that show what agents do.</summary>
internal static class Talker
{
    /// <summary>Speaks until it is interrupted.</summary>
    public const string Forever = "talk for ever";

    /// <summary>Logs a warning and an error beside what it heard.</summary>
    public const string Worry = "worry about";

    /// <summary>Throws.</summary>
    public const string Break = "break";

    private const string Code = $$"""
        export default {
          async *invoke(request, context) {
            const prompt = request.messages.at(-1)?.content ?? "";
            context.log.info(`heard ${prompt}`);
            if (prompt.startsWith("{{Worry}}")) {
              context.log.warn(`warning of ${prompt}`);
              context.log.error(`error of ${prompt}`);
            }
            if (prompt === "{{Break}}") throw new Error("Broken on purpose");
            yield "You said: ";
            if (prompt === "{{Forever}}") {
              for (let word = 1; !context.signal.aborted; word++) {
                yield `word${word} `;
                await new Promise((resolve) => setTimeout(resolve, 100));
              }
            }
            yield prompt;
          },
        };
        """;

    public static byte[] Archive { get; } = AgentArchive.Of(Code);

    /// <summary>An agent that always answers the same.</summary>
    public static byte[] Saying(string text) => AgentArchive.Invoking($"context.log.info('asked'); return '{text}';");

    /// <summary>Code that can't be built.</summary>
    public static byte[] Broken { get; } = AgentArchive.Of("export default { invoke( {");
}
