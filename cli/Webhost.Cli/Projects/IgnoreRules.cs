using System.Text;
using System.Text.RegularExpressions;

namespace Webhost.Cli.Projects;

/// <summary>Decides which files stay at home: the usual suspects, then the lines of <c>.webhostignore</c>, which follow the rules of <c>.gitignore</c>.</summary>
internal sealed class IgnoreRules
{
    /// <summary>The file with the project's own rules.</summary>
    public const string FileName = ".webhostignore";

    private static readonly string[] Usual =
    [
        ".git/", ".hg/", ".svn/", ".env", ".env.*", "!.env.example", ".dev.vars", ".dev.vars.*", ".npmrc", ".yarnrc.yml", ".yarn/", ".pnp.*",
        ".webhost/", ".wrangler/", ".vscode/", ".idea/", "coverage/", ".DS_Store", "*.log", "__pycache__/", "*.pyc", ".venv/", "venv/", ProjectLink.FileName, FileName,
    ];

    private readonly List<Rule> rules = [];

    /// <summary>Rules of a project; later lines win over earlier ones.</summary>
    public IgnoreRules(IEnumerable<string> own, bool includeNodeModules = false, bool includeDist = false)
    {
        // What a project builds stays at home; what a package brings is the package.
        string[] optional = [.. includeDist ? [] : (string[])["dist/"], .. includeNodeModules ? ["!**/node_modules/**/dist/", "!**/node_modules/**/coverage/"] : (string[])["node_modules/"]];
        foreach (var line in Usual.Concat(optional).Concat(own))
        {
            if (Rule.Parse(line) is { } rule)
            {
                rules.Add(rule);
            }
        }
    }

    /// <summary>Whether a file or folder stays at home.</summary>
    /// <param name="path">Relative to the project, with forward slashes.</param>
    /// <param name="isFolder">Whether it is a folder.</param>
    public bool Ignores(string path, bool isFolder)
    {
        for (var index = rules.Count - 1; index >= 0; index--)
        {
            var rule = rules[index];
            if ((isFolder || !rule.FoldersOnly) && rule.Pattern.IsMatch(path))
            {
                return !rule.Keeps;
            }
        }

        return false;
    }

    /// <summary>Whether a file stays at home, by itself or with a folder that it lies in.</summary>
    /// <param name="path">Relative to the project, with forward slashes.</param>
    public bool IgnoresBelow(string path)
    {
        for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = path.IndexOf('/', slash + 1))
        {
            if (Ignores(path[..slash], isFolder: true))
            {
                return true;
            }
        }

        return Ignores(path, isFolder: false);
    }

    private sealed record Rule(Regex Pattern, bool Keeps, bool FoldersOnly)
    {
        public static Rule? Parse(string line)
        {
            var text = line.TrimEnd('\r', ' ', '\t');
            if (text.Length == 0 || text[0] == '#')
            {
                return null;
            }

            var keeps = text[0] == '!';
            text = keeps ? text[1..] : text;
            var foldersOnly = text.EndsWith('/');
            text = text.TrimEnd('/');
            if (text.Length == 0)
            {
                return null;
            }

            var anchored = text.Contains('/', StringComparison.Ordinal);
            var pattern = $"^{(anchored ? string.Empty : "(?:.*/)?")}{ToRegex(text.TrimStart('/'))}$";
            return new Rule(new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, TimeSpan.FromSeconds(1)), keeps, foldersOnly);
        }

        private static string ToRegex(string glob)
        {
            var regex = new StringBuilder();
            for (var at = 0; at < glob.Length; at++)
            {
                var rest = glob.AsSpan(at);
                if (rest.StartsWith("**/"))
                {
                    regex.Append("(?:.*/)?");
                    at += 2;
                }
                else if (rest.StartsWith("**"))
                {
                    regex.Append(".*");
                    at++;
                }
                else if (glob[at] == '[' && glob.IndexOf(']', at + 1) is > 0 and var end)
                {
                    var set = glob[(at + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal);
                    regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                    at = end;
                }
                else
                {
                    regex.Append(glob[at] switch
                    {
                        '*' => "[^/]*",
                        '?' => "[^/]",
                        '\\' when at + 1 < glob.Length => Regex.Escape(glob[++at].ToString()),
                        var other => Regex.Escape(other.ToString()),
                    });
                }
            }

            return regex.ToString();
        }
    }
}
