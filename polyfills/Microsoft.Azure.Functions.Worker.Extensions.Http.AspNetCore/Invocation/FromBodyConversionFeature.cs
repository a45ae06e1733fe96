using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Azure.Functions.Worker.Extensions.Http.Converters;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore;

/// <summary>Reads a body with the input formatters of ASP.NET Core MVC, so that its JSON options apply.</summary>
internal sealed class FromBodyConversionFeature : IFromBodyConversionFeature
{
    public static readonly FromBodyConversionFeature Instance = new();

    public async ValueTask<object?> ConvertAsync(FunctionContext context, Type targetType)
    {
        HttpContext http = context.GetHttpContext()
            ?? throw new InvalidOperationException("A parameter with [FromBody] needs an HTTP context.");
        ModelMetadata metadata = http.RequestServices.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(targetType);
        IModelBinder binder = http.RequestServices.GetRequiredService<IModelBinderFactory>().CreateBinder(new()
        {
            Metadata = metadata,
            BindingInfo = new() { BindingSource = BindingSource.Body },
            CacheToken = metadata,
        });
        DefaultModelBindingContext binding = new()
        {
            ActionContext = new ActionContext { HttpContext = http },
            ModelMetadata = metadata,
            ModelName = "",
            BindingSource = BindingSource.Body,
            ModelState = new ModelStateDictionary(),
        };
        await binder.BindModelAsync(binding);
        if (binding.Result.IsModelSet)
            return binding.Result.Model;
        return binding.ModelState.IsValid ? null : throw new InvalidOperationException(string.Join(Environment.NewLine, Errors(binding.ModelState)));
    }

    private static IEnumerable<string?> Errors(ModelStateDictionary state) => state.Values
        .SelectMany(entry => entry.Errors)
        .Select(error => error.ErrorMessage.Length > 0 ? error.ErrorMessage : error.Exception?.Message);
}
