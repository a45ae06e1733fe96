using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Embedded;
using Microsoft.Azure.Functions.Worker.Tests.App;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.UseMiddleware<StampMiddleware>();
builder.UseMiddleware(async (context, next) =>
{
    context.Items["order"] = "outer";
    await next();
});
builder.UseWhen<ReplaceMiddleware>(context => context.FunctionDefinition.Name == "Replaced");
builder.UseWhen(context => context.GetHttpContext()?.Request.Headers.ContainsKey("x-deny") == true, static (context, _) =>
{
    context.GetInvocationResult().Value = Results.StatusCode(StatusCodes.Status403Forbidden);
    return Task.CompletedTask;
});
builder.Services.AddSingleton<Gate>();
builder.Services.AddScoped<ScopedThing>();
// The assembly also holds functions that are wrong on purpose.
builder.Services.AddSingleton(new FunctionTypes([typeof(AnswerFunctions), typeof(TroubleFunctions), typeof(TickFunction)]));
if (builder.Configuration["PrintMarker"] is not null)
    Console.WriteLine($"marker: {builder.Configuration["Marker"]}");
builder.Build().Run();
