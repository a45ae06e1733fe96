using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.Azure.Functions.Worker.Embedded;

/// <summary>The context of an invocation in the embedded host; most of it is made only when asked for.</summary>
internal sealed class EmbeddedFunctionContext(
    FunctionDescriptor function,
    FunctionInvocation invocation,
    IServiceScopeFactory scopes,
    CancellationToken cancellationToken) : FunctionContext, IAsyncDisposable
{
    private AsyncServiceScope _scope;
    private IServiceProvider? _services;
    private bool _hasScope;
    private TraceContext? _traceContext;
    private BindingContext? _bindingContext;
    private RetryContext? _retryContext;
    private InvocationFeatures? _features;
    private IDictionary<object, object>? _items;

    /// <summary>The function that runs.</summary>
    public FunctionDescriptor Function => function;

    /// <summary>What the trigger listener passed.</summary>
    public object? TriggerValue => invocation.TriggerValue;

    /// <summary>What the function returned; middleware may replace it.</summary>
    public object? Result { get; set; }

    public override string InvocationId { get; } = invocation.Id ?? Guid.NewGuid().ToString();

    public override string FunctionId => function.Definition.Id;

    public override FunctionDefinition FunctionDefinition => function.Definition;

    public override CancellationToken CancellationToken => cancellationToken;

    public override IInvocationFeatures Features => _features ??= new InvocationFeatures();

    public override IDictionary<object, object> Items
    {
        get => _items ??= new Dictionary<object, object>();
        set => _items = value;
    }

    public override IServiceProvider InstanceServices
    {
        get
        {
            if (_services is not null)
                return _services;
            _scope = scopes.CreateAsyncScope();
            _hasScope = true;
            return _services = _scope.ServiceProvider;
        }

        set => _services = value;
    }

    public override TraceContext TraceContext => _traceContext ??= EmbeddedTraceContext.Create(invocation);

    public override BindingContext BindingContext => _bindingContext ??= new EmbeddedBindingContext(invocation);

    public override RetryContext RetryContext => _retryContext ??= new EmbeddedRetryContext(invocation);

    /// <summary>The embedded context behind <paramref name="context"/>; a double in an application's test has none.</summary>
    public static EmbeddedFunctionContext From(FunctionContext context) => context as EmbeddedFunctionContext
        ?? throw new InvalidOperationException($"The context of type {context.GetType()} does not belong to an invocation of the host.");

    public ValueTask DisposeAsync()
    {
        if (!_hasScope)
            return ValueTask.CompletedTask;
        _hasScope = false;
        _services = null;
        return _scope.DisposeAsync();
    }

    private sealed class EmbeddedBindingContext(FunctionInvocation invocation) : BindingContext
    {
        private IReadOnlyDictionary<string, object?>? _data;

        public override IReadOnlyDictionary<string, object?> BindingData =>
            _data ??= invocation.BindingData?.Invoke() ?? ImmutableDictionary<string, object?>.Empty;
    }

    private sealed class EmbeddedRetryContext(FunctionInvocation invocation) : RetryContext
    {
        public override int RetryCount => invocation.RetryCount;

        public override int MaxRetryCount => invocation.MaxRetryCount;
    }

    private sealed class EmbeddedTraceContext(string traceParent, string traceState) : TraceContext
    {
        public override string TraceParent => traceParent;

        public override string TraceState => traceState;

        public static EmbeddedTraceContext Create(FunctionInvocation invocation)
        {
            if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
                return new(activity.Id!, activity.TraceStateString ?? "");
            if (invocation.TraceParent is { Length: > 0 } parent)
                return new(parent, invocation.TraceState ?? "");
            return new($"00-{ActivityTraceId.CreateRandom().ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-00", "");
        }
    }
}
