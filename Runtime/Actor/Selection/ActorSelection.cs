using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// Actors by path relative to an anchor. A local selection is resolved when it is sent to, by the sender; the actors get the
/// plain message.
/// </summary>
public class ActorSelection : ICanTell
{
    /// <summary>Creates a selection.</summary>
    public ActorSelection(IActorRef anchor, SelectionPathElement[] path)
    {
        Anchor = anchor;
        Path = path;
    }

    /// <summary>Creates a selection.</summary>
    public ActorSelection(IActorRef anchor, string path)
        : this(anchor, string.IsNullOrEmpty(path) ? [] : path.Split('/'))
    {
    }

    /// <summary>Creates a selection.</summary>
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        Anchor = anchor;
        var path = new List<SelectionPathElement>();
        foreach (var element in elements)
        {
            if (string.IsNullOrEmpty(element)) continue;
            path.Add(element switch
            {
                ".." => SelectParent.Instance,
                "**" => SelectChildRecursive.Instance,
                _ when element.AsSpan().IndexOfAny('*', '?') >= 0 => new SelectChildPattern(element),
                _ => new SelectChildName(element),
            });
        }

        if (path.Contains(SelectChildRecursive.Instance) && path[^1] is not SelectChildRecursive)
            throw new IllegalActorNameException("Double wildcard can only appear at the last path entry");
        Path = [.. path];
    }

    /// <summary>Where the path begins.</summary>
    public IActorRef Anchor { get; }

    /// <summary>The path.</summary>
    public SelectionPathElement[] Path { get; }

    /// <summary>The path as text.</summary>
    public string PathString => "/" + string.Join('/', (object[])Path);

    /// <summary>Sends to all actors that match.</summary>
    public void Tell(object message, IActorRef? sender = null) =>
        DeliverSelection(
            (IInternalActorRef)Anchor, sender ?? ActorCell.GetCurrentSelfOrNoSender(), new ActorSelectionMessage(message, Path));

    /// <summary>
    /// The one actor that matches; the task fails with <see cref="ActorNotFoundException"/> if there is none, or none answers in
    /// time.
    /// </summary>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    /// <inheritdoc cref="ResolveOne(TimeSpan)"/>
    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null!), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is ActorSelection other && Equals(Anchor, other.Anchor) && Path.AsSpan().SequenceEqual(other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Anchor, PathString);

    /// <inheritdoc/>
    public override string ToString() =>
        $"ActorSelection[Anchor({Anchor.Path}{(Anchor.Path.Uid == 0 ? "" : "#" + Anchor.Path.Uid)}), Path({PathString})]";

    internal static void DeliverSelection(IInternalActorRef anchor, IActorRef sender, ActorSelectionMessage selection)
    {
        if (selection.Elements.Length == 0)
        {
            anchor.Tell(selection.Message, sender);
            return;
        }

        var current = anchor;
        for (var i = 0; i < selection.Elements.Length; i++)
        {
            var rest = selection.Elements.AsSpan(i + 1);
            if (current is not ActorRefWithCell withCell)
            {
                DeliverToOther(current, sender, selection, i);
                return;
            }

            switch (selection.Elements[i])
            {
                case SelectParent:
                    current = withCell.Parent;
                    break;
                case SelectChildName name:
                    current = withCell.GetSingleChild(name.Name);
                    if (current.IsNobody())
                    {
                        // The misses of a fan-out are silent.
                        if (!selection.WildCardFanOut) Missing(anchor, selection).Tell(selection, sender);
                        return;
                    }

                    break;
                case SelectChildRecursive:
                    DeliverRecursively(withCell, sender, selection, rest);
                    return;
                case SelectChildPattern pattern:
                    DeliverToMatches(anchor, withCell, sender, selection, pattern, rest);
                    return;
                default:
                    return;
            }
        }

        current.Tell(selection.Message, sender);
    }

    private static EmptyLocalActorRef Missing(IInternalActorRef anchor, ActorSelectionMessage selection) =>
        new(
            anchor.Provider, anchor.Path / selection.Elements.Select(static element => element.ToString()!),
            anchor.Provider.Guardian.Cell.System.EventStream);

    // Below a reference without a cell, such as a temporary one, there are only names.
    private static void DeliverToOther(IInternalActorRef current, IActorRef sender, ActorSelectionMessage selection, int index)
    {
        var names = selection.Elements.Skip(index).Select(static element => element.ToString()!).ToArray();
        var target = current.GetChild(names);
        if (!target.IsNobody()) target.Tell(selection.Message, sender);
        else if (!selection.WildCardFanOut) Missing(current, selection).Tell(selection, sender);
    }

    private static void DeliverToMatches(
        IInternalActorRef anchor, ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage selection, SelectChildPattern pattern,
        ReadOnlySpan<SelectionPathElement> rest)
    {
        var matching = parent.Children.Where(child => WildcardPattern.Matches(child.Path.Name, pattern.PatternStr)).ToList();
        var fansOut = selection.WildCardFanOut || matching.Count > 1;
        foreach (var child in matching) DeliverTo((IInternalActorRef)child, sender, selection.Message, rest, fansOut);
        if (matching.Count == 0 && !selection.WildCardFanOut) Missing(anchor, selection).Tell(selection, sender);
    }

    private static void DeliverRecursively(
        ActorRefWithCell parent, IActorRef sender, ActorSelectionMessage selection, ReadOnlySpan<SelectionPathElement> rest)
    {
        foreach (var child in parent.Children)
        {
            DeliverTo((IInternalActorRef)child, sender, selection.Message, rest, fansOut: true);
            if (child is ActorRefWithCell withCell) DeliverRecursively(withCell, sender, selection, rest);
        }
    }

    private static void DeliverTo(
        IInternalActorRef child, IActorRef sender, object message, ReadOnlySpan<SelectionPathElement> rest, bool fansOut)
    {
        if (rest.IsEmpty) child.Tell(message, sender);
        else DeliverSelection(child, sender, new ActorSelectionMessage(message, rest.ToArray(), fansOut));
    }
}
