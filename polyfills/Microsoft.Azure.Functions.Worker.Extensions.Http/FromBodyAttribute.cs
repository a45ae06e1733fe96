using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Extensions.Http;

namespace Microsoft.Azure.Functions.Worker.Http;

/// <summary>Fills a parameter from the request's body.</summary>
public class FromBodyAttribute() : InputConverterAttribute(typeof(FromBodyConverter))
{
}
