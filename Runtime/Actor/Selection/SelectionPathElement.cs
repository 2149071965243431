using Akka.Util;

namespace Akka.Actor;

/// <summary>One step of a selection.</summary>
public abstract class SelectionPathElement
{
    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is SelectionPathElement other && GetType() == other.GetType() && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => MurmurHash.StringHash(ToString()!);
}

/// <summary>To the child of a name.</summary>
public class SelectChildName(string name) : SelectionPathElement
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>To the children whose names match a pattern of <c>*</c> and <c>?</c>.</summary>
public class SelectChildPattern(string patternStr) : SelectionPathElement
{
    /// <summary>The pattern.</summary>
    public string PatternStr { get; } = patternStr;

    /// <inheritdoc/>
    public override string ToString() => PatternStr;
}

/// <summary>To all descendants.</summary>
public class SelectChildRecursive : SelectionPathElement
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly SelectChildRecursive Instance = new();

    /// <inheritdoc/>
    public override string ToString() => "**";
}

/// <summary>To the parent.</summary>
public class SelectParent : SelectionPathElement
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly SelectParent Instance = new();

    /// <inheritdoc/>
    public override string ToString() => "..";
}

/// <summary>A message on its way to a selection.</summary>
public class ActorSelectionMessage(object message, SelectionPathElement[] elements, bool wildCardFanOut = false)
    : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    /// <inheritdoc/>
    public object Message { get; } = message;

    /// <summary>The steps that are left.</summary>
    public SelectionPathElement[] Elements { get; } = elements;

    /// <summary>Whether it is one of many copies.</summary>
    public bool WildCardFanOut { get; } = wildCardFanOut;

    /// <inheritdoc/>
    public override string ToString() =>
        $"ActorSelectionMessage - Message: {Message} - WildCartFanOut: {WildCardFanOut} - Elements: {string.Join('/', (object[])Elements)}";
}
