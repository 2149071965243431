using System.Collections.Concurrent;

namespace Akka.Actor;

/// <summary>A path below which references live that are not actors.</summary>
internal sealed class VirtualPathContainer(IActorRefProvider provider, ActorPath path) : MinimalActorRef
{
    private ConcurrentDictionary<string, IInternalActorRef>? _children;

    public override ActorPath Path => path;

    public override IActorRefProvider Provider => provider;

    public override IInternalActorRef Parent => provider.RootGuardian;

    public bool HasChildren => _children is { IsEmpty: false };

    public void AddChild(string name, IInternalActorRef child)
    {
        if (_children is null)
            Interlocked.CompareExchange(ref _children, new ConcurrentDictionary<string, IInternalActorRef>(StringComparer.Ordinal), null);
        _children[name] = child;
    }

    public void RemoveChild(string name) => _children?.TryRemove(name, out _);

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        var first = name.Count == 0 ? "" : name[0];
        if (first.Length == 0) return this;
        var hash = first.IndexOf('#', StringComparison.Ordinal);
        if (_children is null || !_children.TryGetValue(hash < 0 ? first : first[..hash], out var child)) return ActorRefs.Nobody;
        return name.Count == 1 ? child : child.GetChild([.. name.Skip(1)]);
    }
}
