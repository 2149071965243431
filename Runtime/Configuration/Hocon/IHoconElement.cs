namespace Akka.Configuration.Hocon;

/// <summary>One piece of a <see cref="HoconValue"/>: a literal, an array, an object or a substitution.</summary>
public interface IHoconElement
{
    /// <summary>Whether the element is text.</summary>
    bool IsString();

    /// <summary>The text of the element.</summary>
    /// <exception cref="NotSupportedException">The element is not text.</exception>
    string? GetString();

    /// <summary>Whether the element is a list.</summary>
    bool IsArray();

    /// <summary>The items of the list.</summary>
    /// <exception cref="NotSupportedException">The element is not a list.</exception>
    IList<HoconValue> GetArray();
}

/// <summary>An element that can stand for an object: a value or a substitution.</summary>
public interface IMightBeAHoconObject
{
    /// <summary>Whether it is an object.</summary>
    bool IsObject();

    /// <summary>The object, or null if it is something else.</summary>
    HoconObject? GetObject();
}
