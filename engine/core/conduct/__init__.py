"""What happens when something happens: joins the rooms, one module per kind of event.

`decide` dispatches to these modules; together they are the only places that assign to the state.
"""
