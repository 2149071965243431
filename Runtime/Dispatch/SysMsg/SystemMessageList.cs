namespace Akka.Dispatch.SysMsg;

/// <summary>System messages in the order in which they are to be processed.</summary>
internal readonly struct EarliestFirstSystemMessageList(SystemMessage? head)
{
    public SystemMessage? Head { get; } = head;

    public bool IsEmpty => Head is null;

    public EarliestFirstSystemMessageList Tail => new(Head!.Next);

    /// <summary>Prepends a list whose latest message comes first.</summary>
    public EarliestFirstSystemMessageList ReversePrepend(LatestFirstSystemMessageList other)
    {
        var list = Head;
        for (var message = other.Head; message is not null;)
        {
            var next = message.Next;
            message.Next = list;
            list = message;
            message = next;
        }

        return new EarliestFirstSystemMessageList(list);
    }
}

/// <summary>System messages, the latest first.</summary>
internal readonly struct LatestFirstSystemMessageList(SystemMessage? head)
{
    public SystemMessage? Head { get; } = head;

    public EarliestFirstSystemMessageList Reverse() => default(EarliestFirstSystemMessageList).ReversePrepend(this);

    public LatestFirstSystemMessageList Prepend(SystemMessage message)
    {
        message.Next = Head;
        return new LatestFirstSystemMessageList(message);
    }
}
