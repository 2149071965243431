using System.Text.RegularExpressions;

namespace Akka.Util;

/// <summary>What is asked about types.</summary>
public static partial class TypeExtensions
{
    /// <summary>Whether the type is, derives from or implements <typeparamref name="T"/>.</summary>
    public static bool Implements<T>(this Type type) => type.Implements(typeof(T));

    /// <summary>Whether the type is, derives from or implements another.</summary>
    public static bool Implements(this Type type, Type moreGeneralType)
    {
        ArgumentNullException.ThrowIfNull(moreGeneralType);
        return moreGeneralType.IsAssignableFrom(type);
    }

    /// <summary>"Namespace.Type, Assembly" without versions, also of type arguments.</summary>
    public static string TypeQualifiedName(this Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Versions().Replace(type.AssemblyQualifiedName ?? type.Name, "");
    }

    [GeneratedRegex(", (Version|Culture|PublicKeyToken)=[^,\\]]*")]
    private static partial Regex Versions();
}
