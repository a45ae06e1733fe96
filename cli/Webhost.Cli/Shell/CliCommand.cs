using System.CommandLine;

namespace Webhost.Cli.Shell;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class CliCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines, shown by <c>--help</c>.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Refuses calls with more than one of these.</summary>
    public CliCommand AtMostOneOf(params Option<bool>[] options)
    {
        Validators.Add(result =>
        {
            if (options.Where(option => result.GetValue(option)).ToArray() is [var one, var other, ..])
            {
                result.AddError($"{one.Name} and {other.Name} contradict each other.");
            }
        });
        return this;
    }
}
