using System.Text;

namespace Webhost.EndToEnd.Tests.Stack;

/// <summary>What the stack would have sent by e-mail: it lays letters into a folder.</summary>
internal static class Letters
{
    public static string FolderOf(LocalStack stack) => Path.Combine(stack.StateDirectory, "mail");

    /// <summary>The code in the letter that asks to confirm an address, once it is there.</summary>
    public static async Task<string> CodeForAsync(LocalStack stack, string address)
    {
        var letter = await Eventually.ValueAsync(() => LetterAsync(FolderOf(stack), address), "the code");
        return letter.Split("alerts confirm ")[1].Split('\n')[0].Trim();
    }

    private static async Task<string?> LetterAsync(string folder, string address)
    {
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [])
        {
            if (await File.ReadAllTextAsync(file, Encoding.UTF8) is var text && text.Contains($"To: {address}", StringComparison.Ordinal))
            {
                return text;
            }
        }

        return null;
    }
}
