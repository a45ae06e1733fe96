namespace Webhost.Testing;

/// <summary>Removes what tests leave on disk.</summary>
public static class Folders
{
    /// <summary>Removes a folder with all in it, also while processes that were just stopped still tidy up in it.</summary>
    /// <exception cref="TimeoutException">It was still changing after a while.</exception>
    public static Task RemoveAsync(string path) => Eventually.PassesAsync(
        () =>
        {
            if (Directory.Exists(path))
                Directory.Delete(path, recursive: true);
            return Task.CompletedTask;
        },
        $"{path} to be removed");
}
