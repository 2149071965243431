using System.Linq.Expressions;
using System.Reflection;

namespace Akka.Actor;

/// <summary>Values of the arguments of a constructor call, without compiling where that is avoidable: compiling is slow.</summary>
internal static class ExpressionArguments
{
    public static object?[] Evaluate(NewExpression call)
    {
        if (call.Arguments.Count == 0) return [];
        var values = new object?[call.Arguments.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = TryEvaluate(call.Arguments[i], out var value)
                ? value
                : Expression.Lambda(call.Arguments[i]).Compile(preferInterpretation: true).DynamicInvoke();
        }

        return values;
    }

    private static bool TryEvaluate(Expression? expression, out object? value)
    {
        value = null;
        switch (expression)
        {
            case null:
                return true;
            case ConstantExpression constant:
                value = constant.Value;
                return true;
            case MemberExpression { Member: FieldInfo field } member when TryEvaluate(member.Expression, out var target):
                value = field.GetValue(target);
                return true;
            case MemberExpression { Member: PropertyInfo property } member when TryEvaluate(member.Expression, out var target):
                value = property.GetValue(target);
                return true;
            case UnaryExpression { NodeType: ExpressionType.Convert } convert
                when convert.Method is null && !convert.Type.IsPrimitive && TryEvaluate(convert.Operand, out var operand)
                    && (operand is null || convert.Type.IsInstanceOfType(operand)):
                value = operand;
                return true;
            default:
                return false;
        }
    }
}
