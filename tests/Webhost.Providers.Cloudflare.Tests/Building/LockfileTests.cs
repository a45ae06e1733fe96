using Webhost.Providers.Cloudflare.Building;

namespace Webhost.Providers.Cloudflare.Tests.Building;

public sealed class LockfileTests : IDisposable
{
    private static readonly Uri Registry = new("http://127.0.0.1:4873/");

    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Theory]
    [InlineData("""{"lockfileVersion":3,"packages":{"":{},"node_modules/a":{"resolved":"https://registry.npmjs.org/a/-/a-1.0.0.tgz","integrity":"sha512-x"}}}""", null)]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"http://127.0.0.1:4873/a/-/a-1.0.0.tgz","integrity":"sha512-x"}}}""", null)]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a/node_modules/b":{"inBundle":true}}}""", null)]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"git+ssh://git@github.com/a/a.git#abc","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"http://registry.npmjs.org/a.tgz","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"https://evil.example/a.tgz","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"file:../a.tgz","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0-rc.1","integrity":"sha512-x"}}}""", null)]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}}}""", "without an integrity hash")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"git+ssh://git@github.com/a/a.git","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"file:../a","integrity":"sha512-x"}}}""", "not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"https://registry.npmjs.org/a.tgz"}}}""", "without an integrity hash")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"packages/a","link":true}}}""", "a link")]
    [InlineData("""{"lockfileVersion":3,"packages":{"packages/a":{"version":"1.0.0"}}}""", "a folder of its own")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/../../x":{}}}""", "a folder of its own")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-x","dependencies":{"b":"^1.0.0 || 2","c":"npm:@d/e@1","f":"next"}}}}""", null)]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-x","dependencies":{"b":"git+http://127.0.0.1/b.git"}}}}""", "its dependencies.b is not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","integrity":"sha512-x","optionalDependencies":["someone/b"]}}}""", "its optionalDependencies is not from the registry")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"inBundle":true,"peerDependencies":{"b":"someone/b"}}}}""", "its peerDependencies.b is not from the registry")]
    [InlineData("""{"lockfileVersion":1,"dependencies":{}}""", "before npm 7")]
    [InlineData("""{"lockfileVersion":1,"packages":{}}""", "before npm 7")]
    [InlineData("""{"packages":{}}""", "before npm 7")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":7}}""", "a folder of its own")]
    [InlineData("[]", "before npm 7")]
    [InlineData("oops", "not JSON")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/\ud83d":{"inBundle":true}}}""", "half a character")]
    [InlineData("""{"lockfileVersion":3,"packages":{"node_modules/a":{"resolved":"\ud83d"}}}""", "half a character")]
    public void Only_packages_of_the_registry_are_installed(string text, string? reason)
    {
        File.WriteAllText(path, text);

        var refusal = Lockfile.Refuse(path, Registry);

        if (reason is null)
        {
            Assert.Null(refusal);
        }
        else
        {
            Assert.Contains(reason, refusal, StringComparison.Ordinal);
        }
    }
}
