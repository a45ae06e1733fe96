namespace Webhost.Cli.Shell;

/// <summary>What a misspelt word was probably meant to be.</summary>
internal static class Misspelling
{
    private const int MostEdits = 2;

    /// <summary>The nearest of the names; null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> names)
    {
        var (name, edits) = names.Select(name => (Name: name, Edits: Edits(word, name))).OrderBy(candidate => candidate.Edits).First();
        return edits <= MostEdits && edits < Math.Min(word.Length, name.Length) ? name : null;
    }

    // How many letters have to be added, taken away or replaced (Levenshtein).
    private static int Edits(string word, string name)
    {
        var row = Enumerable.Range(0, name.Length + 1).ToArray();
        for (var letter = 1; letter <= word.Length; letter++)
        {
            var diagonal = row[0];
            row[0] = letter;
            for (var column = 1; column <= name.Length; column++)
            {
                var replaced = diagonal + (word[letter - 1] == name[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(replaced, Math.Min(diagonal, row[column - 1]) + 1);
            }
        }

        return row[^1];
    }
}
