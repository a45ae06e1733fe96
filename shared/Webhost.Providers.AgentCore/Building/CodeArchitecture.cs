namespace Webhost.Providers.AgentCore.Building;

/// <summary>The processors that agents may run on, and what Python's packages call them.</summary>
internal static class CodeArchitecture
{
    private const string Arm = "arm64";
    private const string Intel = "x86_64";
    private const string PythonsArm = "aarch64";

    public static bool IsKnown(string architecture) => architecture is Arm or Intel;

    /// <summary>The word for it in the names of Python's wheels and of the machine code in them.</summary>
    public static string TagOf(string architecture) => architecture is Arm ? PythonsArm : Intel;

    /// <summary>The word for the other one.</summary>
    public static string OtherTagOf(string architecture) => architecture is Arm ? Intel : PythonsArm;
}
