using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Webhost.Functions.Composition;
using Webhost.Functions.Http;
using Webhost.Storage;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<TraceMiddleware>();
builder.UseMiddleware<HostTimeoutMiddleware>();
builder.UseMiddleware<CorsMiddleware>();
builder.UseMiddleware<ErrorMiddleware>();
builder.UseMiddleware<PathMiddleware>();
builder.UseMiddleware<AuthenticationMiddleware>();
builder.UseMiddleware<QueryMiddleware>();
builder.UseMiddleware<IdempotencyMiddleware>();
builder.Services.AddControlPlane(builder.Configuration);

var host = builder.Build();
await host.Services.GetRequiredService<StorageSetup>().CreateAsync(CancellationToken.None);
await host.RunAsync();
