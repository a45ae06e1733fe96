using System.Runtime.Versioning;

// The tests check file modes, signals and native tools.
[assembly: SupportedOSPlatform("linux")]
[assembly: SupportedOSPlatform("macos")]
