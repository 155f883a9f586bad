//! The program as its users meet it: pages, their twins, a real browser, and the reference.

mod support;

mod browser;
mod examples;
mod hostile;
mod openapi;
mod pages;
mod readers;
mod reference;
