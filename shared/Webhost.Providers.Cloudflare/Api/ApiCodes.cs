namespace Webhost.Providers.Cloudflare.Api;

/// <summary>Cloudflare's error codes that mean something here.</summary>
internal static class ApiCodes
{
    public const int NoRoute = 7003;
    public const int MissingAuthentication = 9106;
    public const int Unauthorized = 9109;
    public const int Authentication = 10000;
    public const int Internal = 10002;
    public const int MalformedUpload = 10006;
    public const int ScriptNotFound = 10007;
    public const int InternalScript = 10013;
    public const int NotEntitled = 10015;
    public const int InvalidName = 10016;
    public const int Validation = 10021;
    public const int NotEntitledNamespace = 10023;
    public const int TooLarge = 10027;
    public const int ConcurrentChange = 10035;
    public const int TooManyScripts = 10037;
    public const int BindingNotFound = 10056;
    public const int ClassNotConfigured = 10061;
    public const int ClassInUse = 10064;
    public const int DurableObjectBinding = 10067;
    public const int ClassNotExported = 10070;
    public const int VersionNotFound = 10071;
    public const int Migration = 10074;
    public const int MigrationTag = 10079;
    public const int ServiceNotFound = 10090;
    public const int EnvironmentNotFound = 10092;
    public const int DurableObjectPlan = 10097;
    public const int Limits = 10206;
    public const int CpuLimit = 100102;
    public const int SubrequestLimit = 100103;
}
