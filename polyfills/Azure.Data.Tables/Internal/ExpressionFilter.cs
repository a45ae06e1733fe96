using System.Linq.Expressions;
using System.Reflection;
using System.Text;

namespace Azure.Data.Tables.Internal;

/// <summary>Translates a lambda over an entity into the service's filter language; what it cannot express is refused, never approximated.</summary>
internal sealed class ExpressionFilter
{
    private readonly StringBuilder _filter = new();
    private readonly ParameterExpression _entity;
    private readonly Func<string, string> _rename;

    private ExpressionFilter(ParameterExpression entity, Func<string, string> rename)
    {
        _entity = entity;
        _rename = rename;
    }

    /// <exception cref="NotSupportedException">The lambda holds something that the service cannot evaluate.</exception>
    public static string? Translate<T>(Expression<Func<T, bool>> filter, Func<string, string>? rename = null)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var translator = new ExpressionFilter(filter.Parameters[0], rename ?? (static name => name));
        if (!translator.UsesEntity(filter.Body) && Evaluate(filter.Body) is true)
            return null;
        translator.Condition(filter.Body);
        return translator._filter.ToString();
    }

    private void Condition(Expression expression)
    {
        switch (expression)
        {
            case BinaryExpression { NodeType: ExpressionType.AndAlso or ExpressionType.And } both:
                Join(both, " and ");
                break;
            case BinaryExpression { NodeType: ExpressionType.OrElse or ExpressionType.Or } either:
                Join(either, " or ");
                break;
            case BinaryExpression comparison when Operator(comparison.NodeType) is { } symbol:
                Comparison(comparison, symbol);
                break;
            case UnaryExpression { NodeType: ExpressionType.Not } not:
                _filter.Append("not (");
                Condition(not.Operand);
                _filter.Append(')');
                break;
            case UnaryExpression { NodeType: ExpressionType.Convert } convert:
                Condition(convert.Operand);
                break;
            case MethodCallExpression { Method.Name: nameof(Equals) } equals when Operands(equals) is var (left, right):
                Compare(left, "eq", right);
                break;
            case var constant when !UsesEntity(constant):
                _filter.Append(ODataLiteral.Of(Evaluate(constant)));
                break;
            default:
                // A property that is a truth value by itself.
                _filter.Append(Property(expression)).Append(" eq true");
                break;
        }
    }

    private void Join(BinaryExpression expression, string conjunction)
    {
        _filter.Append('(');
        Condition(expression.Left);
        _filter.Append(')').Append(conjunction).Append('(');
        Condition(expression.Right);
        _filter.Append(')');
    }

    private void Comparison(BinaryExpression comparison, string symbol)
    {
        // string.Compare(a, b) > 0 and a.CompareTo(b) > 0 stand for a > b.
        var (left, right) = (Unwrap(comparison.Left), Unwrap(comparison.Right));
        if (left is MethodCallExpression { Method.Name: nameof(string.Compare) or nameof(string.CompareOrdinal) or nameof(string.CompareTo) } call
            && UsesEntity(call)
            && !UsesEntity(right)
            && Evaluate(right) is 0
            && Operands(call) is var (first, second))
        {
            Compare(first, symbol, second);
            return;
        }
        Compare(left, symbol, right);
    }

    private void Compare(Expression left, string symbol, Expression right)
    {
        (left, right) = (Unwrap(left), Unwrap(right));
        var leftIsProperty = UsesEntity(left);
        if (leftIsProperty == UsesEntity(right))
            throw Unsupported(leftIsProperty ? right : left);
        var property = leftIsProperty ? left : right;
        var value = Evaluate(leftIsProperty ? right : left);
        _filter.Append(Property(property)).Append(' ').Append(leftIsProperty ? symbol : Mirror(symbol)).Append(' ').Append(ODataLiteral.Of(Stored(property, value)));
    }

    private string Property(Expression expression) => Unwrap(expression) switch
    {
        // x.Length would need a function that the service lacks, so only members of the entity itself are properties.
        MemberExpression { Member.Name: "Value", Expression: { } nullable } when Nullable.GetUnderlyingType(nullable.Type) is not null => Property(nullable),
        MemberExpression member when Unwrap(member.Expression) == _entity && EntityModel.StoredName(member.Member) is { } name => _rename(name),
        MethodCallExpression { Method: { Name: "get_Item" } or { Name: "GetString" or "GetBinary" or "GetBinaryData" or "GetBoolean" or "GetDateTime" or "GetDateTimeOffset" or "GetDouble" or "GetGuid" or "GetInt32" or "GetInt64" } } call
            when Unwrap(call.Object) == _entity && call.Arguments.Count == 1 => (string)Evaluate(call.Arguments[0])!,
        var other => throw Unsupported(other),
    };

    private static (Expression Left, Expression Right)? Operands(MethodCallExpression call) => call.Arguments.Count switch
    {
        1 when call.Object is not null => (call.Object, call.Arguments[0]),
        2 when call.Object is null => (call.Arguments[0], call.Arguments[1]),
        _ => throw Unsupported(call),
    };

    // Enums are stored by name, and comparisons hold them as numbers.
    private static object? Stored(Expression property, object? value)
    {
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        return type.IsEnum && value is not null ? (value as Enum ?? (Enum)Enum.ToObject(type, value)).ToString() : value;
    }

    private static Expression Unwrap(Expression? expression)
    {
        while (expression is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked or ExpressionType.Quote } unary)
            expression = unary.Operand;
        return expression!;
    }

    private static object? Evaluate(Expression expression) => Unwrap(expression) switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field } member => field.GetValue(member.Expression is null ? null : Evaluate(member.Expression)),
        var other => Expression.Lambda(other).Compile(preferInterpretation: true).DynamicInvoke(),
    };

    private static string? Operator(ExpressionType type) => type switch
    {
        ExpressionType.Equal => "eq",
        ExpressionType.NotEqual => "ne",
        ExpressionType.GreaterThan => "gt",
        ExpressionType.GreaterThanOrEqual => "ge",
        ExpressionType.LessThan => "lt",
        ExpressionType.LessThanOrEqual => "le",
        _ => null,
    };

    private static string Mirror(string symbol) => symbol switch
    {
        "gt" => "lt",
        "ge" => "le",
        "lt" => "gt",
        "le" => "ge",
        _ => symbol,
    };

    private static NotSupportedException Unsupported(Expression expression) => new($"The service cannot evaluate '{expression}' in a filter.");

    private bool UsesEntity(Expression expression)
    {
        var search = new EntitySearch(_entity);
        search.Visit(expression);
        return search.Found;
    }

    private sealed class EntitySearch(ParameterExpression entity) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == entity;
            return node;
        }
    }
}
