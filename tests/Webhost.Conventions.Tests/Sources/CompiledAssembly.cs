using System.Collections.Frozen;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Webhost.Conventions.Tests.Sources;

/// <summary>An assembly with the members of others that its code names.</summary>
internal sealed class CompiledAssembly
{
    private readonly FrozenSet<(string Type, string Member)> members;

    private CompiledAssembly(string name, MetadataReader reader)
    {
        Name = name;
        members = reader.MemberReferences.Select(reader.GetMemberReference)
            .Select(member => (TypeOf(reader, member.Parent), reader.GetString(member.Name)))
            .ToFrozenSet();
    }

    /// <summary>The assemblies of the product, beside the test's own.</summary>
    public static IReadOnlyList<CompiledAssembly> Shipped { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(file => Path.GetFileName(file).StartsWith("webhost.", StringComparison.OrdinalIgnoreCase))
            .Where(file => !Path.GetFileNameWithoutExtension(file).EndsWith(".Tests", StringComparison.Ordinal) && Path.GetFileName(file) != "Webhost.Testing.dll")
            .Select(Read),
    ];

    /// <summary>The assembly's name.</summary>
    public string Name { get; }

    /// <summary>Reads an assembly's file.</summary>
    public static CompiledAssembly Read(string file)
    {
        using var image = new PEReader(File.OpenRead(file));
        return new CompiledAssembly(Path.GetFileNameWithoutExtension(file), image.GetMetadataReader());
    }

    /// <summary>Whether its code names a member of a type, given as in metadata: <c>System.Threading.Tasks.Task`1</c>, <c>get_Result</c>.</summary>
    public bool Calls(string type, string member) => members.Contains((type, member));

    private static string TypeOf(MetadataReader reader, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)parent),
        HandleKind.TypeSpecification => GenericTypeOf(reader, reader.GetBlobReader(reader.GetTypeSpecification((TypeSpecificationHandle)parent).Signature)),
        _ => string.Empty,
    };

    private static string GenericTypeOf(MetadataReader reader, BlobReader signature)
    {
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return string.Empty;
        }

        signature.ReadCompressedInteger();
        var type = signature.ReadTypeHandle();
        return type.Kind == HandleKind.TypeReference ? NameOf(reader, (TypeReferenceHandle)type) : string.Empty;
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        return $"{reader.GetString(type.Namespace)}.{reader.GetString(type.Name)}";
    }
}
