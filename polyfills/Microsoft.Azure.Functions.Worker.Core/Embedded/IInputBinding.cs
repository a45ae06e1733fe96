using System.Reflection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>Fills parameters other than the trigger's, for example one with an input binding attribute.</summary>
internal interface IInputBinding
{
    /// <summary>Makes what fills the parameter, or null when the parameter is not this binding's business.</summary>
    ParameterBinder? TryBind(FunctionDescriptor function, ParameterInfo parameter);
}
