using Webhost.Conventions.Tests.Documents;

// `./dev openapi`: writes the description of the API that the code gives now.
await File.WriteAllTextAsync(OpenApiSnapshot.File, OpenApiSnapshot.Generate());
Console.WriteLine($"wrote {OpenApiSnapshot.File}");
