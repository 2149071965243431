using Akka.Actor.Internal;
using Akka.Util;

namespace Akka.Actor;

/// <content>Children.</content>
public partial class ActorCell
{
    private ChildrenContainer? _children;
    private long _nextName;

    private ChildrenContainer ChildrenRegistry =>
        _children ?? Interlocked.CompareExchange(ref _children, new ChildrenContainer(), null) ?? _children;

    // One that never had children needs no registry of its own to refuse them.
    private void CloseChildren() =>
        (_children ?? Interlocked.CompareExchange(ref _children, ChildrenContainer.Closed, null))?.SetTerminated();

    private bool IsNormal => _children?.IsNormal ?? true;

    private bool IsTerminating => _children?.IsTerminating ?? false;

    /// <inheritdoc/>
    public virtual IActorRef ActorOf(Props props, string? name = null) => MakeChild(props, name, async: false, systemService: false);

    /// <summary>Creates a top-level actor from any thread.</summary>
    public virtual IActorRef AttachChild(Props props, bool isSystemService, string? name = null) =>
        MakeChild(props, name, async: true, isSystemService);

    /// <inheritdoc cref="ICell.GetChildren"/>
    public IEnumerable<IInternalActorRef> GetChildren() => _children?.Snapshot() ?? [];

    IEnumerable<IActorRef> IActorContext.GetChildren() => GetChildren();

    /// <inheritdoc/>
    public IActorRef Child(string name) => _children?.GetByName(name)?.Child ?? (IActorRef)ActorRefs.Nobody;

    /// <inheritdoc/>
    public IInternalActorRef GetSingleChild(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        var child = _children?.GetByName(hash < 0 ? name : name[..hash])?.Child;
        if (child is null) return ActorRefs.Nobody;
        return hash < 0 || name[(hash + 1)..] == child.Path.Uid.ToString(global::System.Globalization.CultureInfo.InvariantCulture)
            ? child
            : ActorRefs.Nobody;
    }

    /// <inheritdoc/>
    public void Stop(IActorRef child)
    {
        ArgumentNullException.ThrowIfNull(child);
        _children?.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    private static string CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name)) throw new InvalidActorNameException("Actor name must not be empty.");
        if (ActorPath.IsValidPathElement(name)) return name;
        throw new InvalidActorNameException(
            $"Illegal actor name [{name}]. Actor paths MUST: not start with `$`, not be empty, and only contain ASCII letters, digits "
            + $"and these special characters: `{ActorPath.ValidSymbols}`");
    }

    private IInternalActorRef MakeChild(Props props, string? name, bool async, bool systemService)
    {
        var checkedName = name is null ? Base64Naming.Encode(Interlocked.Increment(ref _nextName) - 1) : CheckName(name);
        if (!systemService && _system.Settings.SerializeAllCreators) SerializationCheck.CheckCreator(_system, props);
        var registry = ChildrenRegistry;
        var place = registry.Reserve(checkedName);
        IInternalActorRef child;
        try
        {
            var path = new ChildActorPath(_self.Path, checkedName, _system.NextUid());
            child = _system.Provider.ActorOf(_system, props, _self, path, systemService, null, !systemService, async);
        }
        catch
        {
            registry.Unreserve(place);
            throw;
        }

        // Children that a suspended actor creates are suspended as often, so that its resumption balances.
        if (_failed is not null)
        {
            for (var i = _mailbox.SuspendCount; i > 0; i--) child.Suspend();
        }

        if (!registry.Fill(place, child)) StopUnwanted(child);
        child.Start();
        return child;
    }

    internal void InitChild(IInternalActorRef child) => ChildrenRegistry.Fill(ChildrenRegistry.Reserve(child.Path.Name), child);

    // It has to run once in order to stop, and to give up its messages.
    private static void StopUnwanted(IInternalActorRef child)
    {
        child.Stop();
        (child as RepointableActorRef)?.Point();
    }

    private void HandleSupervise(IActorRef child, bool async)
    {
        if (!async || child is not RepointableActorRef repointable) return;
        // Before it can run, and fail or stop: its creator may still be on the way to do the same.
        if (ChildrenRegistry.Fill(repointable)) repointable.Point();
        else StopUnwanted(repointable);
    }

    private ChildRestartStats? GetChildStats(IActorRef child) => _children?.GetByRef(child);

    private SuspendReason RemoveChildAndGetStateChange(IActorRef child) => ChildrenRegistry.Remove(child);

    private bool SetChildrenTerminationReason(SuspendReason reason) => _children?.SetReason(reason) ?? false;

    private void StopChildren()
    {
        foreach (var child in GetChildren()) Stop(child);
    }

    private void SuspendChildren(IActorRef? except, IReadOnlyCollection<IInternalActorRef>? others)
    {
        foreach (var child in GetChildren())
        {
            if (child.Equals(except) || (others is not null && others.Contains(child))) continue;
            child.Suspend();
        }
    }

    private void ResumeChildren(Exception? cause, IActorRef? perpetrator)
    {
        foreach (var child in GetChildren()) child.Resume(child.Equals(perpetrator) ? cause : null);
    }
}
