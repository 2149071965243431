using System.Text;

namespace Akka.Serialization.Wire;

/// <summary>
/// Names of constructed types: <c>Name&lt;Argument;Argument&gt;[]</c>. Parsing only splits the text; a name means a type only if the given
/// function knows it.
/// </summary>
internal ref struct WireTypeName(ReadOnlySpan<char> text, Func<string, Type?> known)
{
    private const int MaxDepth = 16;

    private ReadOnlySpan<char> _rest = text;

    /// <summary>The type, or null if the text is malformed or a name in it is not known.</summary>
    public static Type? Parse(string text, Func<string, Type?> known)
    {
        if (text.Length > 4096)
            return null;
        var name = new WireTypeName(text, known);
        var type = name.Type(0);
        return name._rest.IsEmpty ? type : null;
    }

    /// <summary>The name of a type, given the names of definitions and simple types.</summary>
    public static void Append(StringBuilder name, Type type, Func<Type, string> simple)
    {
        if (type.IsArray)
        {
            Append(name, type.GetElementType()!, simple);
            name.Append('[').Append(',', type.GetArrayRank() - 1).Append(']');
            return;
        }

        name.Append(simple(type.IsGenericType ? type.GetGenericTypeDefinition() : type));
        if (!type.IsGenericType)
            return;
        var separator = '<';
        foreach (var argument in type.GetGenericArguments())
        {
            name.Append(separator);
            Append(name, argument, simple);
            separator = ';';
        }

        name.Append('>');
    }

    private Type? Type(int depth)
    {
        var end = _rest.IndexOfAny("<>;[]");
        var type = known((end < 0 ? _rest : _rest[..end]).ToString());
        _rest = end < 0 ? default : _rest[end..];
        if (type is null || depth > MaxDepth)
            return null;
        if (type.IsGenericTypeDefinition)
            type = Arguments(type, depth);
        while (type is not null && !_rest.IsEmpty && _rest[0] == '[')
        {
            var close = _rest.IndexOf(']');
            if (close < 0 || close > 8 || _rest[1..close].ContainsAnyExcept(','))
                return null;
            type = close == 1 ? type.MakeArrayType() : type.MakeArrayType(close);
            _rest = _rest[(close + 1)..];
        }

        return type;
    }

    private Type? Arguments(Type definition, int depth)
    {
        var arguments = new Type[definition.GetGenericArguments().Length];
        for (var index = 0; index < arguments.Length; index++)
        {
            if (_rest.IsEmpty || _rest[0] != (index == 0 ? '<' : ';'))
                return null;
            _rest = _rest[1..];
            if (Type(depth + 1) is not { } argument)
                return null;
            arguments[index] = argument;
        }

        if (_rest.IsEmpty || _rest[0] != '>')
            return null;
        _rest = _rest[1..];
        try
        {
            return definition.MakeGenericType(arguments);
        }
        catch (ArgumentException)
        {
            // The arguments break a constraint.
            return null;
        }
    }
}
